CREATE TABLE webhook_events (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  dedupe_key   VARCHAR(200) NOT NULL,
  kind         VARCHAR(60) NOT NULL,
  payment_key  VARCHAR(200) NULL COMMENT 'what to look up',
  payload      MEDIUMTEXT NOT NULL,
  received_at  DATETIME(6) NOT NULL,
  processed_at DATETIME(6) NULL,
  UNIQUE KEY webhook_events_dedupe (dedupe_key),
  KEY webhook_events_waiting (processed_at, received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'hints from the provider: never believed, looked up';
