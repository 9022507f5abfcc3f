CREATE TABLE index_epoch (
  id        TINYINT UNSIGNED NOT NULL PRIMARY KEY DEFAULT 1,
  epoch     BINARY(16) NOT NULL COMMENT 'random: tells this database from a restored or replaced one',
  marker    BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'raised at the start of each rebuild',
  marked_at DATETIME(6) NULL,
  CONSTRAINT index_epoch_one_row CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
