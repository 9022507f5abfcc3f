CREATE TABLE seat_claims (
  flight_id  BIGINT UNSIGNED NOT NULL,
  seat_index SMALLINT UNSIGNED NOT NULL COMMENT '0..capacity-1, in layout order',
  ticket_id  BINARY(16) NULL COMMENT 'NULL: blocked by the operator, not for sale',
  PRIMARY KEY (flight_id, seat_index),
  CONSTRAINT seat_claims_flight FOREIGN KEY (flight_id) REFERENCES flights (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'the row is the fact that the seat is taken';
