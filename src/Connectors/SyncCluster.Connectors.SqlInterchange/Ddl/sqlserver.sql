-- The interchange tables between an ERP and SyncCluster. Repeatable: what is there is left alone.
-- Records are only inserted; who reads them deletes them. Nothing is ever updated.

-- Categorias_Productos: ERP -> shop (S2-50)
IF OBJECT_ID(N'[Categorias_Productos]', N'U') IS NULL CREATE TABLE [Categorias_Productos] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Categoría] nvarchar(64),
  [Nombre] nvarchar(255),
  [Descripción] nvarchar(max),
  [URL de la Imagen] nvarchar(500),
  [ID Categoría Padre] nvarchar(64),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1)
);

-- Productos: ERP -> shop (S2-49)
IF OBJECT_ID(N'[Productos]', N'U') IS NULL CREATE TABLE [Productos] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Producto] nvarchar(64),
  [Código (SKU)] nvarchar(64),
  [Nombre] nvarchar(255),
  [Marca] nvarchar(255),
  [Modelo] nvarchar(255),
  [Unidades] nvarchar(32),
  [Descripción Corta] nvarchar(max),
  [Descripción Larga] nvarchar(max),
  [URL de la Imagen] nvarchar(500),
  [Categoría] nvarchar(255),
  [Precio 1] decimal(18,4),
  [Precio 2] decimal(18,4),
  [Precio 3] decimal(18,4),
  [Precio 4] decimal(18,4),
  [Precio 5] decimal(18,4),
  [Existencia] decimal(18,4),
  [Peso] decimal(18,4),
  [Ancho] decimal(18,4),
  [Largo] decimal(18,4),
  [Alto] decimal(18,4),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1),
  [Moneda] nvarchar(3),
  [TasaImpuesto] decimal(18,4),
  [UnidadPrecio] nvarchar(32)
);

-- Relación_Categorias_Productos: ERP -> shop (S2-51)
IF OBJECT_ID(N'[Relación_Categorias_Productos]', N'U') IS NULL CREATE TABLE [Relación_Categorias_Productos] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Categoría] nvarchar(64),
  [ID Producto] nvarchar(64),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1)
);

-- Clientes_Sube: local -> cloud (S2-52)
IF OBJECT_ID(N'[Clientes_Sube]', N'U') IS NULL CREATE TABLE [Clientes_Sube] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Empresa] nvarchar(64),
  [Nombre Empresa] nvarchar(255),
  [Identificación Fiscal Empresa] nvarchar(64),
  [Dirección] nvarchar(255),
  [Ciudad] nvarchar(100),
  [Estado] nvarchar(100),
  [País] nvarchar(100),
  [Código Postal] nvarchar(20),
  [Teléfono Fijo] nvarchar(40),
  [Teléfono Movil] nvarchar(40),
  [Email] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1),
  [NivelPrecio] int
);

-- Contactos_Sube: local -> cloud (S2-53)
IF OBJECT_ID(N'[Contactos_Sube]', N'U') IS NULL CREATE TABLE [Contactos_Sube] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Contacto] nvarchar(64),
  [Nombres] nvarchar(255),
  [Apellidos] nvarchar(255),
  [ID Empresa] nvarchar(64),
  [Cargo (Rol)] nvarchar(100),
  [Dirección] nvarchar(255),
  [Ciudad] nvarchar(100),
  [Estado] nvarchar(100),
  [País] nvarchar(100),
  [Código Postal] nvarchar(20),
  [Teléfono Fijo] nvarchar(40),
  [Teléfono Movil] nvarchar(40),
  [Email] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1),
  [NivelPrecio] int
);

-- Pedidos_Estados: both ways (S2-56)
IF OBJECT_ID(N'[Pedidos_Estados]', N'U') IS NULL CREATE TABLE [Pedidos_Estados] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Pedido_Cabecera] nvarchar(64),
  [Estado] nvarchar(64),
  [Motivo del Rechazo] nvarchar(max),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Origen] nvarchar(3)
);

-- Clientes_Baja: cloud -> local (S2-52)
IF OBJECT_ID(N'[Clientes_Baja]', N'U') IS NULL CREATE TABLE [Clientes_Baja] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Empresa] nvarchar(64),
  [Nombre Empresa] nvarchar(255),
  [Identificación Fiscal Empresa] nvarchar(64),
  [Dirección] nvarchar(255),
  [Ciudad] nvarchar(100),
  [Estado] nvarchar(100),
  [País] nvarchar(100),
  [Código Postal] nvarchar(20),
  [Teléfono Fijo] nvarchar(40),
  [Teléfono Movil] nvarchar(40),
  [Email] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1),
  [NivelPrecio] int
);

-- Contactos_Baja: cloud -> local (S2-53)
IF OBJECT_ID(N'[Contactos_Baja]', N'U') IS NULL CREATE TABLE [Contactos_Baja] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Contacto] nvarchar(64),
  [Nombres] nvarchar(255),
  [Apellidos] nvarchar(255),
  [ID Empresa] nvarchar(64),
  [Cargo (Rol)] nvarchar(100),
  [Dirección] nvarchar(255),
  [Ciudad] nvarchar(100),
  [Estado] nvarchar(100),
  [País] nvarchar(100),
  [Código Postal] nvarchar(20),
  [Teléfono Fijo] nvarchar(40),
  [Teléfono Movil] nvarchar(40),
  [Email] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Operacion] nvarchar(1),
  [NivelPrecio] int
);

-- Pedidos_Detalles: shop -> ERP (S2-55)
IF OBJECT_ID(N'[Pedidos_Detalles]', N'U') IS NULL CREATE TABLE [Pedidos_Detalles] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Pedido_Detalles] nvarchar(64),
  [ID Pedido_Cabecera] nvarchar(64),
  [ID Producto] nvarchar(64),
  [Cantidad] decimal(18,4),
  [Precio Unitario] decimal(18,4),
  [Monto Total Producto] decimal(18,4),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME()
);

-- Pedidos_Cabecera: shop -> ERP (S2-54)
IF OBJECT_ID(N'[Pedidos_Cabecera]', N'U') IS NULL CREATE TABLE [Pedidos_Cabecera] (
  [ID Registro] bigint IDENTITY(1,1) NOT NULL PRIMARY KEY,
  [ID Pedido_Cabecera] nvarchar(64),
  [Estado del Pedido] nvarchar(64),
  [ID Empresa] nvarchar(64),
  [ID Contacto] nvarchar(64),
  [Facturación-Dirección] nvarchar(255),
  [Facturación-Ciudad] nvarchar(100),
  [Facturación-Estado] nvarchar(100),
  [Facturación-País] nvarchar(100),
  [Facturación-CódigoPostal] nvarchar(20),
  [Facturación-Email] nvarchar(255),
  [Facturación-Teléfono] nvarchar(40),
  [Envío-Dirección] nvarchar(255),
  [Envío-Ciudad] nvarchar(100),
  [Envío-Estado] nvarchar(100),
  [Envío-País] nvarchar(100),
  [Envío-CódigoPostal] nvarchar(20),
  [Envío-Email] nvarchar(255),
  [Envío-Teléfono] nvarchar(40),
  [Sub-Total Sin Descuento] decimal(18,4),
  [Descuento] decimal(18,4),
  [Sub-Total con Descuento] decimal(18,4),
  [Costo Envío] decimal(18,4),
  [Sub-Total con Envío] decimal(18,4),
  [Impuestos] decimal(18,4),
  [Total] decimal(18,4),
  [Medio de Pago] nvarchar(255),
  [ID Pago] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME(),
  [Moneda] nvarchar(3),
  [Fecha] datetime2(3),
  [Numero] nvarchar(64),
  [NumeroLineas] int,
  [Operacion] nvarchar(1)
);

-- ours: what was written, once each
IF OBJECT_ID(N'[SyncCluster_Operaciones]', N'U') IS NULL CREATE TABLE [SyncCluster_Operaciones] (
  [Operacion_Id] nvarchar(128) NOT NULL PRIMARY KEY,
  [Clave] nvarchar(255),
  [FechaHora] datetime2(3) DEFAULT SYSUTCDATETIME()
);

-- the ERP's own stock, read by the procedure (S2-39); put a view of it in this table's place
IF OBJECT_ID(N'[Existencias]', N'U') IS NULL CREATE TABLE [Existencias] (
  [Codigo] nvarchar(64) NOT NULL PRIMARY KEY,
  [Existencia] decimal(18,4)
);

-- The stock of one product, right now, and nothing else (S2-39)
IF OBJECT_ID(N'[Consultar_Existencia]', N'P') IS NULL EXEC(N'CREATE PROCEDURE [Consultar_Existencia] @codigo nvarchar(64) AS SELECT [Existencia] FROM [Existencias] WHERE [Codigo] = @codigo');
