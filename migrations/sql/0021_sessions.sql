CREATE TABLE sessions (
  token_hash   BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256; the token itself is nowhere',
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'what the customer calls it by',
  user_id      BIGINT UNSIGNED NOT NULL,
  device       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  created_at   DATETIME(6) NOT NULL COMMENT 'UTC',
  last_seen_at DATETIME(6) NOT NULL COMMENT 'UTC, to the hour',
  UNIQUE KEY sessions_id (id),
  KEY sessions_user (user_id, created_at),
  KEY sessions_created (created_at),
  KEY sessions_last_seen (last_seen_at),
  CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
