CREATE TABLE idempotency_keys (
  caller          VARCHAR(64) NOT NULL COMMENT 'who asked',
  method          VARCHAR(8) NOT NULL,
  path            VARCHAR(200) NOT NULL,
  idempotency_key VARCHAR(255) NOT NULL,
  fingerprint     BINARY(32) NOT NULL COMMENT 'SHA-256 of what was asked',
  status          SMALLINT UNSIGNED NOT NULL COMMENT 'of the answer',
  body            MEDIUMTEXT NOT NULL COMMENT 'of the answer; empty when it is made anew from the resource',
  resource        BINARY(16) NULL COMMENT 'what a repeated request shows as it is now',
  created_at      DATETIME(6) NOT NULL,
  PRIMARY KEY (caller, method, path, idempotency_key),
  KEY idempotency_keys_age (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'written in the transaction of its effect, kept 24 h';
