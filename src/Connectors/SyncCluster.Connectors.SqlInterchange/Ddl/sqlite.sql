-- The interchange tables between an ERP and SyncCluster. Repeatable: what is there is left alone.
-- Records are only inserted; who reads them deletes them. Nothing is ever updated.

PRAGMA journal_mode = WAL;

-- Categorias_Productos: ERP -> shop (S2-50)
CREATE TABLE IF NOT EXISTS "Categorias_Productos" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Categoría" TEXT,
  "Nombre" TEXT,
  "Descripción" TEXT,
  "URL de la Imagen" TEXT,
  "ID Categoría Padre" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT
);

-- Productos: ERP -> shop (S2-49)
CREATE TABLE IF NOT EXISTS "Productos" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Producto" TEXT,
  "Código (SKU)" TEXT,
  "Nombre" TEXT,
  "Marca" TEXT,
  "Modelo" TEXT,
  "Unidades" TEXT,
  "Descripción Corta" TEXT,
  "Descripción Larga" TEXT,
  "URL de la Imagen" TEXT,
  "Categoría" TEXT,
  "Precio 1" NUMERIC,
  "Precio 2" NUMERIC,
  "Precio 3" NUMERIC,
  "Precio 4" NUMERIC,
  "Precio 5" NUMERIC,
  "Existencia" NUMERIC,
  "Peso" NUMERIC,
  "Ancho" NUMERIC,
  "Largo" NUMERIC,
  "Alto" NUMERIC,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT,
  "Moneda" TEXT,
  "TasaImpuesto" NUMERIC,
  "UnidadPrecio" TEXT
);

-- Relación_Categorias_Productos: ERP -> shop (S2-51)
CREATE TABLE IF NOT EXISTS "Relación_Categorias_Productos" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Categoría" TEXT,
  "ID Producto" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT
);

-- Clientes_Sube: local -> cloud (S2-52)
CREATE TABLE IF NOT EXISTS "Clientes_Sube" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Empresa" TEXT,
  "Nombre Empresa" TEXT,
  "Identificación Fiscal Empresa" TEXT,
  "Dirección" TEXT,
  "Ciudad" TEXT,
  "Estado" TEXT,
  "País" TEXT,
  "Código Postal" TEXT,
  "Teléfono Fijo" TEXT,
  "Teléfono Movil" TEXT,
  "Email" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT,
  "NivelPrecio" INTEGER
);

-- Contactos_Sube: local -> cloud (S2-53)
CREATE TABLE IF NOT EXISTS "Contactos_Sube" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Contacto" TEXT,
  "Nombres" TEXT,
  "Apellidos" TEXT,
  "ID Empresa" TEXT,
  "Cargo (Rol)" TEXT,
  "Dirección" TEXT,
  "Ciudad" TEXT,
  "Estado" TEXT,
  "País" TEXT,
  "Código Postal" TEXT,
  "Teléfono Fijo" TEXT,
  "Teléfono Movil" TEXT,
  "Email" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT,
  "NivelPrecio" INTEGER
);

-- Pedidos_Estados: both ways (S2-56)
CREATE TABLE IF NOT EXISTS "Pedidos_Estados" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Pedido_Cabecera" TEXT,
  "Estado" TEXT,
  "Motivo del Rechazo" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Origen" TEXT
);

-- Clientes_Baja: cloud -> local (S2-52)
CREATE TABLE IF NOT EXISTS "Clientes_Baja" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Empresa" TEXT,
  "Nombre Empresa" TEXT,
  "Identificación Fiscal Empresa" TEXT,
  "Dirección" TEXT,
  "Ciudad" TEXT,
  "Estado" TEXT,
  "País" TEXT,
  "Código Postal" TEXT,
  "Teléfono Fijo" TEXT,
  "Teléfono Movil" TEXT,
  "Email" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT,
  "NivelPrecio" INTEGER
);

-- Contactos_Baja: cloud -> local (S2-53)
CREATE TABLE IF NOT EXISTS "Contactos_Baja" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Contacto" TEXT,
  "Nombres" TEXT,
  "Apellidos" TEXT,
  "ID Empresa" TEXT,
  "Cargo (Rol)" TEXT,
  "Dirección" TEXT,
  "Ciudad" TEXT,
  "Estado" TEXT,
  "País" TEXT,
  "Código Postal" TEXT,
  "Teléfono Fijo" TEXT,
  "Teléfono Movil" TEXT,
  "Email" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Operacion" TEXT,
  "NivelPrecio" INTEGER
);

-- Pedidos_Detalles: shop -> ERP (S2-55)
CREATE TABLE IF NOT EXISTS "Pedidos_Detalles" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Pedido_Detalles" TEXT,
  "ID Pedido_Cabecera" TEXT,
  "ID Producto" TEXT,
  "Cantidad" NUMERIC,
  "Precio Unitario" NUMERIC,
  "Monto Total Producto" NUMERIC,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

-- Pedidos_Cabecera: shop -> ERP (S2-54)
CREATE TABLE IF NOT EXISTS "Pedidos_Cabecera" (
  "ID Registro" INTEGER PRIMARY KEY AUTOINCREMENT,
  "ID Pedido_Cabecera" TEXT,
  "Estado del Pedido" TEXT,
  "ID Empresa" TEXT,
  "ID Contacto" TEXT,
  "Facturación-Dirección" TEXT,
  "Facturación-Ciudad" TEXT,
  "Facturación-Estado" TEXT,
  "Facturación-País" TEXT,
  "Facturación-CódigoPostal" TEXT,
  "Facturación-Email" TEXT,
  "Facturación-Teléfono" TEXT,
  "Envío-Dirección" TEXT,
  "Envío-Ciudad" TEXT,
  "Envío-Estado" TEXT,
  "Envío-País" TEXT,
  "Envío-CódigoPostal" TEXT,
  "Envío-Email" TEXT,
  "Envío-Teléfono" TEXT,
  "Sub-Total Sin Descuento" NUMERIC,
  "Descuento" NUMERIC,
  "Sub-Total con Descuento" NUMERIC,
  "Costo Envío" NUMERIC,
  "Sub-Total con Envío" NUMERIC,
  "Impuestos" NUMERIC,
  "Total" NUMERIC,
  "Medio de Pago" TEXT,
  "ID Pago" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  "Moneda" TEXT,
  "Fecha" TEXT,
  "Numero" TEXT,
  "NumeroLineas" INTEGER,
  "Operacion" TEXT
);

-- ours: what was written, once each
CREATE TABLE IF NOT EXISTS "SyncCluster_Operaciones" (
  "Operacion_Id" TEXT NOT NULL PRIMARY KEY,
  "Clave" TEXT,
  "FechaHora" TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

-- the ERP's own stock, read by the procedure (S2-39); put a view of it in this table's place
CREATE TABLE IF NOT EXISTS "Existencias" (
  "Codigo" TEXT NOT NULL PRIMARY KEY,
  "Existencia" NUMERIC
);
