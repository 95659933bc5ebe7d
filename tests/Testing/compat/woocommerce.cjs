// The vendor's own client against the stand-in shop. Prints one line a check; exits 1 when one fails.
// usage: node woocommerce.cjs URL CONSUMER_KEY CONSUMER_SECRET
'use strict';
const assert = require('node:assert/strict');
const Api = require('@woocommerce/woocommerce-rest-api').default;

const [url, consumerKey, consumerSecret] = process.argv.slice(2);
const shop = new Api({ url, consumerKey, consumerSecret, version: 'wc/v3' });
const slashed = new Api({ url: url + '/', consumerKey, consumerSecret, version: 'wc/v3' });

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return error.response;
  }
  throw new Error('the shop should have refused');
}

const checks = {
  async 'a list comes in pages that the headers count'() {
    const ids = [];
    let pages = 1;
    for (let page = 1; page <= pages; page++) {
      const answer = await shop.get('products', { per_page: 5, page, orderby: 'id', order: 'asc' });
      pages = Number(answer.headers['x-wp-totalpages']);
      if (page < pages) assert.match(answer.headers.link, /rel="next"/);
      ids.push(...answer.data.map((product) => product.id));
    }
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  },
  async 'values that the client encodes twice are signed once'() {
    const answer = await shop.get('products', { search: 'T-Shirt with Logo', modified_after: '2020-11-01T00:00:00' });
    assert.equal(answer.data.length, 1);
  },
  async 'lists of values arrive'() {
    const answer = await shop.get('orders', { include: [149, 161], status: ['processing', 'on-hold'], orderby: 'id' });
    assert.deepEqual(answer.data.map((order) => order.id), [161, 149]);
  },
  async 'orders changed after a moment'() {
    const answer = await shop.get('orders', { modified_after: '2026-11-22T06:40:00', dates_are_gmt: true });
    assert.deepEqual(answer.data.map((order) => order.id), [161]);
  },
  async 'a product is made, changed, put into the trash and erased'() {
    const made = await shop.post('products', { name: 'Příliš žluťoučký kůň', sku: 'COMPAT-1', regular_price: '12.50' });
    assert.equal(made.status, 201);
    const path = `products/${made.data.id}`;
    const changed = await shop.put(path, { regular_price: '13.00', manage_stock: true, stock_quantity: 3 });
    assert.equal(changed.data.price, '13.00');
    assert.equal(changed.data.stock_status, 'instock');
    assert.equal((await shop.get(path)).data.name, 'Příliš žluťoučký kůň');
    assert.equal((await shop.delete(path)).status, 200);
    assert.equal((await refused(shop.delete(path))).status, 410);
    assert.equal((await shop.delete(path, { force: true })).status, 200);
    assert.equal((await refused(shop.get(path))).data.code, 'woocommerce_rest_product_invalid_id');
  },
  async 'a batch reports each item'() {
    const answer = await shop.post('products/batch', {
      create: [{ name: 'B', sku: 'COMPAT-B' }, { name: 'C', sku: 'compat-b' }],
      update: [{ id: 999999, name: 'x' }],
    });
    assert.equal(answer.data.create[1].error.code, 'product_invalid_sku');
    assert.equal(answer.data.update[0].error.data.status, 400);
    await shop.post('products/batch', { delete: [answer.data.create[0].id] });
  },
  async 'variations of one product and of all'() {
    assert.equal((await shop.get('products/12/variations')).data.length, 4);
    assert.ok((await shop.get('variations', { per_page: 100 })).data.length >= 4);
    assert.equal((await shop.put('products/12/variations/30', { regular_price: '46' })).data.price, '46');
  },
  async 'customers by e-mail'() {
    const answer = await shop.get('customers', { email: 'jan.novak@example.test', role: 'all' });
    assert.equal(answer.data[0].billing.last_name, 'Novák');
  },
  async 'webhooks are made, listed and deleted'() {
    const made = await shop.post('webhooks', { topic: 'order.updated', delivery_url: 'http://127.0.0.1:9/none', secret: 's' });
    assert.equal(made.data.status, 'active');
    assert.ok(!('secret' in made.data));
    assert.equal((await shop.get('webhooks')).data.length, 1);
    assert.equal((await shop.delete(`webhooks/${made.data.id}`, { force: true })).status, 200);
  },
  async 'refusals have code, message and status'() {
    const bad = await refused(shop.put('products/14', { regular_price: 12.5 }));
    assert.equal(bad.status, 400);
    assert.equal(bad.data.data.params.regular_price, 'regular_price is not of type string.');
    assert.equal((await refused(shop.get('nonsense'))).data.code, 'rest_no_route');
  },
  async 'a wrong secret is a wrong signature'() {
    const stranger = new Api({ url, consumerKey, consumerSecret: 'cs_wrong', version: 'wc/v3' });
    const answer = await refused(stranger.get('products'));
    assert.equal(answer.status, 401);
    assert.match(answer.data.message, /signature/);
  },
  async 'a slash behind the address does not matter'() {
    assert.equal((await slashed.get('orders/statuses')).data.length, 8);
  },
  async 'options are told'() {
    assert.equal((await shop.options('products')).status, 200);
  },
};

(async () => {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok   ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}: ${error.message} ${JSON.stringify(error.response?.data ?? null)}`);
    }
  }
  process.exit(failed ? 1 : 0);
})();
