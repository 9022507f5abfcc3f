CREATE TABLE aircraft_types (
  code       CHAR(3) NOT NULL PRIMARY KEY COMMENT 'IATA',
  icao       CHAR(4) NULL,
  name       VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  category   ENUM('narrow', 'wide', 'regional_jet', 'turboprop', 'freighter', 'helicopter') NOT NULL,
  cruise_kmh SMALLINT UNSIGNED NOT NULL,
  range_km   SMALLINT UNSIGNED NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
