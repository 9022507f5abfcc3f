CREATE TABLE discount_events (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name         VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  rate_percent TINYINT UNSIGNED NOT NULL,
  starts_at    DATETIME NOT NULL COMMENT 'UTC, inside',
  ends_at      DATETIME NOT NULL COMMENT 'UTC, outside',
  created_at   DATETIME NOT NULL COMMENT 'UTC',
  KEY discount_events_end (ends_at),
  CONSTRAINT discount_events_rate CHECK (rate_percent BETWEEN 1 AND 90),
  CONSTRAINT discount_events_period CHECK (starts_at < ends_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
