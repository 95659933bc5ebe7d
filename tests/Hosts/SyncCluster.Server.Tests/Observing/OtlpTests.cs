using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using SyncCluster.Server.Tests.Stage;

namespace SyncCluster.Server.Tests.Observing;

public sealed class OtlpTests
{
    [Fact]
    public async Task a_collector_gets_metrics_and_one_trace_of_reading_deciding_and_pushing_a_change()
    {
        await using var collector = await Collector.StartAsync();
        var house = new House();
        house.Product("A-1", "Blue shirt", 19.9m);
        await using (var server = await RunningServer.StartAsync(house, House.Systems + $"telemetry: {{ otlp: \"{collector.Address}\", protocol: http, serviceName: sync-test }}\n"))
        {
            await RunningServer.WrittenAsync(house.Shop);
            await server.UntilAsync("/api/pushes", rows => rows.GetArrayLength() == 0);
        }

        var metrics = collector.All("/v1/metrics");
        metrics.ShouldContain("synccluster.records.read");
        metrics.ShouldContain("sync-test");
        var spans = collector.Spans();
        spans.ShouldNotBeEmpty(collector.All("/v1/traces"));
        var push = spans.First(span => span.Name == "push");
        var decide = spans.Single(span => span.Id == push.Parent);
        decide.Name.ShouldBe("decide");
        var read = spans.Single(span => span.Id == decide.Parent);
        read.Name.ShouldBe("read");
        new[] { read.Trace, decide.Trace, push.Trace }.Distinct().Count().ShouldBe(1);
    }

    private sealed record Span(string Trace, string Id, string Parent, string Name);

    /// <summary>What takes OTLP by HTTP on loopback, and reads just enough of its messages.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _got = new();

        public string Address => app.Urls.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var collector = new Collector(app);
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                collector._got.Enqueue((context.Request.Path, body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return collector;
        }

        public string All(string path) => string.Concat(_got.Where(one => one.Path == path).Select(one => Encoding.Latin1.GetString(one.Body)));

        public List<Span> Spans()
        {
            var spans = new List<Span>();
            foreach (var (_, body) in _got.Where(one => one.Path == "/v1/traces"))
                foreach (var resource in Fields(body, 1))
                    foreach (var scope in Fields(resource, 2))
                        foreach (var span in Fields(scope, 2))
                            spans.Add(new Span(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single())));
            return spans;

            static string Hex(byte[] message, int field) => Convert.ToHexString(Fields(message, field).FirstOrDefault() ?? []);
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        /// <summary>The values of one length-delimited field of a protobuf message.</summary>
        private static List<byte[]> Fields(byte[] message, int wanted)
        {
            var values = new List<byte[]>();
            for (var at = 0; at < message.Length;)
            {
                var tag = Number(message, ref at);
                switch (tag & 7)
                {
                    case 0: Number(message, ref at); break;
                    case 1: at += 8; break;
                    case 2:
                        var length = (int)Number(message, ref at);
                        if ((int)(tag >> 3) == wanted) values.Add(message[at..(at + length)]);
                        at += length;
                        break;
                    case 5: at += 4; break;
                    default: throw new InvalidDataException($"Wire type {tag & 7} at {at}.");
                }
            }

            return values;
        }

        private static ulong Number(byte[] message, ref int at)
        {
            ulong number = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = message[at++];
                number |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80) return number;
            }
        }
    }
}
