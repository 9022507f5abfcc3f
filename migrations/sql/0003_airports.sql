CREATE TABLE airports (
  code         CHAR(3) NOT NULL PRIMARY KEY COMMENT 'IATA',
  icao         CHAR(4) NULL,
  city_code    CHAR(3) NOT NULL,
  country_code CHAR(2) NOT NULL,
  name_en      VARCHAR(160) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  name_ko      VARCHAR(160) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL,
  latitude     DOUBLE NOT NULL,
  longitude    DOUBLE NOT NULL,
  timezone     VARCHAR(40) NOT NULL COMMENT 'IANA zone name',
  size         ENUM('large', 'medium', 'small') NOT NULL,
  city_rank    SMALLINT UNSIGNED NOT NULL COMMENT 'from 0: its place among the airports of its city, busiest first',
  routes       SMALLINT UNSIGNED NOT NULL COMMENT 'airline routes that leave it: how busy it is',
  KEY airports_city (city_code, city_rank),
  CONSTRAINT airports_city FOREIGN KEY (city_code) REFERENCES cities (code),
  CONSTRAINT airports_country FOREIGN KEY (country_code) REFERENCES countries (code),
  CONSTRAINT airports_place CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
