CREATE TABLE order_flights (
  order_id  BINARY(16) NOT NULL,
  flight_id BIGINT UNSIGNED NOT NULL,
  position  TINYINT UNSIGNED NOT NULL COMMENT 'in the order of travel, from 0',
  cabin     ENUM('economy', 'premium', 'business', 'first') NOT NULL,
  PRIMARY KEY (order_id, flight_id),
  UNIQUE KEY order_flights_position (order_id, position),
  KEY order_flights_flight (flight_id),
  CONSTRAINT order_flights_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT order_flights_flight FOREIGN KEY (flight_id) REFERENCES flights (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
