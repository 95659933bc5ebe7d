-- The interchange tables between an ERP and SyncCluster. Repeatable: what is there is left alone.
-- Records are only inserted; who reads them deletes them. Nothing is ever updated.

-- Categorias_Productos: ERP -> shop (S2-50)
CREATE TABLE IF NOT EXISTS `Categorias_Productos` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Categoría` varchar(64),
  `Nombre` varchar(255),
  `Descripción` longtext,
  `URL de la Imagen` varchar(500),
  `ID Categoría Padre` varchar(64),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Productos: ERP -> shop (S2-49)
CREATE TABLE IF NOT EXISTS `Productos` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Producto` varchar(64),
  `Código (SKU)` varchar(64),
  `Nombre` varchar(255),
  `Marca` varchar(255),
  `Modelo` varchar(255),
  `Unidades` varchar(32),
  `Descripción Corta` longtext,
  `Descripción Larga` longtext,
  `URL de la Imagen` varchar(500),
  `Categoría` varchar(255),
  `Precio 1` decimal(18,4),
  `Precio 2` decimal(18,4),
  `Precio 3` decimal(18,4),
  `Precio 4` decimal(18,4),
  `Precio 5` decimal(18,4),
  `Existencia` decimal(18,4),
  `Peso` decimal(18,4),
  `Ancho` decimal(18,4),
  `Largo` decimal(18,4),
  `Alto` decimal(18,4),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1),
  `Moneda` varchar(3),
  `TasaImpuesto` decimal(18,4),
  `UnidadPrecio` varchar(32)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Relación_Categorias_Productos: ERP -> shop (S2-51)
CREATE TABLE IF NOT EXISTS `Relación_Categorias_Productos` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Categoría` varchar(64),
  `ID Producto` varchar(64),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Clientes_Sube: local -> cloud (S2-52)
CREATE TABLE IF NOT EXISTS `Clientes_Sube` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Empresa` varchar(64),
  `Nombre Empresa` varchar(255),
  `Identificación Fiscal Empresa` varchar(64),
  `Dirección` varchar(255),
  `Ciudad` varchar(100),
  `Estado` varchar(100),
  `País` varchar(100),
  `Código Postal` varchar(20),
  `Teléfono Fijo` varchar(40),
  `Teléfono Movil` varchar(40),
  `Email` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1),
  `NivelPrecio` int
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Contactos_Sube: local -> cloud (S2-53)
CREATE TABLE IF NOT EXISTS `Contactos_Sube` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Contacto` varchar(64),
  `Nombres` varchar(255),
  `Apellidos` varchar(255),
  `ID Empresa` varchar(64),
  `Cargo (Rol)` varchar(100),
  `Dirección` varchar(255),
  `Ciudad` varchar(100),
  `Estado` varchar(100),
  `País` varchar(100),
  `Código Postal` varchar(20),
  `Teléfono Fijo` varchar(40),
  `Teléfono Movil` varchar(40),
  `Email` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1),
  `NivelPrecio` int
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Pedidos_Estados: both ways (S2-56)
CREATE TABLE IF NOT EXISTS `Pedidos_Estados` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Pedido_Cabecera` varchar(64),
  `Estado` varchar(64),
  `Motivo del Rechazo` longtext,
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Origen` varchar(3)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Clientes_Baja: cloud -> local (S2-52)
CREATE TABLE IF NOT EXISTS `Clientes_Baja` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Empresa` varchar(64),
  `Nombre Empresa` varchar(255),
  `Identificación Fiscal Empresa` varchar(64),
  `Dirección` varchar(255),
  `Ciudad` varchar(100),
  `Estado` varchar(100),
  `País` varchar(100),
  `Código Postal` varchar(20),
  `Teléfono Fijo` varchar(40),
  `Teléfono Movil` varchar(40),
  `Email` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1),
  `NivelPrecio` int
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Contactos_Baja: cloud -> local (S2-53)
CREATE TABLE IF NOT EXISTS `Contactos_Baja` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Contacto` varchar(64),
  `Nombres` varchar(255),
  `Apellidos` varchar(255),
  `ID Empresa` varchar(64),
  `Cargo (Rol)` varchar(100),
  `Dirección` varchar(255),
  `Ciudad` varchar(100),
  `Estado` varchar(100),
  `País` varchar(100),
  `Código Postal` varchar(20),
  `Teléfono Fijo` varchar(40),
  `Teléfono Movil` varchar(40),
  `Email` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Operacion` varchar(1),
  `NivelPrecio` int
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Pedidos_Detalles: shop -> ERP (S2-55)
CREATE TABLE IF NOT EXISTS `Pedidos_Detalles` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Pedido_Detalles` varchar(64),
  `ID Pedido_Cabecera` varchar(64),
  `ID Producto` varchar(64),
  `Cantidad` decimal(18,4),
  `Precio Unitario` decimal(18,4),
  `Monto Total Producto` decimal(18,4),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Pedidos_Cabecera: shop -> ERP (S2-54)
CREATE TABLE IF NOT EXISTS `Pedidos_Cabecera` (
  `ID Registro` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  `ID Pedido_Cabecera` varchar(64),
  `Estado del Pedido` varchar(64),
  `ID Empresa` varchar(64),
  `ID Contacto` varchar(64),
  `Facturación-Dirección` varchar(255),
  `Facturación-Ciudad` varchar(100),
  `Facturación-Estado` varchar(100),
  `Facturación-País` varchar(100),
  `Facturación-CódigoPostal` varchar(20),
  `Facturación-Email` varchar(255),
  `Facturación-Teléfono` varchar(40),
  `Envío-Dirección` varchar(255),
  `Envío-Ciudad` varchar(100),
  `Envío-Estado` varchar(100),
  `Envío-País` varchar(100),
  `Envío-CódigoPostal` varchar(20),
  `Envío-Email` varchar(255),
  `Envío-Teléfono` varchar(40),
  `Sub-Total Sin Descuento` decimal(18,4),
  `Descuento` decimal(18,4),
  `Sub-Total con Descuento` decimal(18,4),
  `Costo Envío` decimal(18,4),
  `Sub-Total con Envío` decimal(18,4),
  `Impuestos` decimal(18,4),
  `Total` decimal(18,4),
  `Medio de Pago` varchar(255),
  `ID Pago` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  `Moneda` varchar(3),
  `Fecha` datetime(6),
  `Numero` varchar(64),
  `NumeroLineas` int,
  `Operacion` varchar(1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- ours: what was written, once each
CREATE TABLE IF NOT EXISTS `SyncCluster_Operaciones` (
  `Operacion_Id` varchar(128) NOT NULL PRIMARY KEY,
  `Clave` varchar(255),
  `FechaHora` datetime(6) DEFAULT (UTC_TIMESTAMP(6))
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- the ERP's own stock, read by the procedure (S2-39); put a view of it in this table's place
CREATE TABLE IF NOT EXISTS `Existencias` (
  `Codigo` varchar(64) NOT NULL PRIMARY KEY,
  `Existencia` decimal(18,4)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The stock of one product, right now, and nothing else (S2-39)
CREATE PROCEDURE IF NOT EXISTS `Consultar_Existencia` (IN p_codigo varchar(64)) READS SQL DATA
  SELECT `Existencia` FROM `Existencias` WHERE `Codigo` = p_codigo;
