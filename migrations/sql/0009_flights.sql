-- The key flights_number starts with the date, not with the airline: schedules arrive day by day, so
-- its pages fill in order. The destination has no foreign key: it would cost an index of its own on
-- the largest table; every writer takes it from the airports it has read.
CREATE TABLE flights (
  id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  airline_code   CHAR(2) NOT NULL,
  number         SMALLINT UNSIGNED NOT NULL,
  origin         CHAR(3) NOT NULL,
  destination    CHAR(3) NOT NULL,
  departure_date DATE NOT NULL COMMENT 'local at the origin',
  departs_at     DATETIME NOT NULL COMMENT 'UTC',
  arrives_at     DATETIME NOT NULL COMMENT 'UTC',
  airplane_id    INT UNSIGNED NOT NULL,
  distance_km    SMALLINT UNSIGNED NOT NULL COMMENT 'great circle',
  base_price     BIGINT NOT NULL COMMENT 'KRW: economy, one adult, before cabin and days to departure',
  status         ENUM('scheduled', 'cancelled') NOT NULL DEFAULT 'scheduled',
  version        INT UNSIGNED NOT NULL DEFAULT 1,
  UNIQUE KEY flights_number (departure_date, airline_code, number, origin),
  KEY flights_route (origin, destination, departure_date),
  KEY flights_airplane (airplane_id, departs_at),
  CONSTRAINT flights_origin FOREIGN KEY (origin) REFERENCES airports (code),
  CONSTRAINT flights_airplane FOREIGN KEY (airplane_id) REFERENCES airplanes (id),
  CONSTRAINT flights_places CHECK (origin <> destination),
  CONSTRAINT flights_times CHECK (arrives_at > departs_at),
  CONSTRAINT flights_number_range CHECK (number BETWEEN 1 AND 9999),
  CONSTRAINT flights_price CHECK (base_price BETWEEN 1 AND 100000000)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
