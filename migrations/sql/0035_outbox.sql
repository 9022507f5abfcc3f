-- What must follow a write and lies outside of the database: written in the same transaction, done
-- later by whoever takes the row, and deleted when it is done.
CREATE TABLE outbox (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind         VARCHAR(40) NOT NULL COMMENT 'what to do, such as flight_cancelled',
  payload      JSON NOT NULL,
  available_at DATETIME(6) NOT NULL COMMENT 'UTC: not to be tried before',
  attempts     SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  last_error   VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL,
  created_at   DATETIME(6) NOT NULL COMMENT 'UTC',
  KEY outbox_available (available_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
