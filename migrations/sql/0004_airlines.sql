CREATE TABLE airlines (
  code         CHAR(2) NOT NULL PRIMARY KEY COMMENT 'IATA',
  icao         CHAR(3) NULL,
  country_code CHAR(2) NOT NULL,
  name_en      VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  name_ko      VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL,
  low_cost     BOOLEAN NOT NULL,
  active       BOOLEAN NOT NULL,
  CONSTRAINT airlines_country FOREIGN KEY (country_code) REFERENCES countries (code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
