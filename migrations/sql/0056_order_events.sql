CREATE TABLE order_events (
  order_id BINARY(16) NOT NULL,
  seq      SMALLINT UNSIGNED NOT NULL COMMENT 'from 1',
  at       DATETIME(6) NOT NULL,
  what     VARCHAR(40) NOT NULL COMMENT 'held, extended, paying, ..',
  detail   JSON NOT NULL COMMENT 'what more there is to say; shown to the customer',
  PRIMARY KEY (order_id, seq),
  CONSTRAINT order_events_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'append-only';
