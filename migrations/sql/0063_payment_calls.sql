CREATE TABLE payment_calls (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  payment_id      BINARY(16) NOT NULL,
  refund_id       BINARY(16) NULL,
  kind            ENUM('confirm', 'lookup', 'cancel') NOT NULL,
  idempotency_key VARCHAR(64) NULL COMMENT 'NULL: a lookup',
  attempt         SMALLINT UNSIGNED NOT NULL,
  http_status     SMALLINT UNSIGNED NULL COMMENT 'NULL: no answer',
  code            VARCHAR(80) NULL COMMENT 'the provider''s',
  request         MEDIUMTEXT NOT NULL COMMENT 'masked',
  response        MEDIUMTEXT NULL COMMENT 'masked',
  elapsed_ms      INT UNSIGNED NOT NULL,
  at              DATETIME(6) NOT NULL,
  KEY payment_calls_payment (payment_id, id),
  KEY payment_calls_refund (refund_id),
  CONSTRAINT payment_calls_payment FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT payment_calls_refund FOREIGN KEY (refund_id) REFERENCES refunds (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'every call to the provider';
