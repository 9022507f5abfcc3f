-- One row from the first change on: whoever changes discounts raises its version first, and so holds its
-- lock until the change is done; whoever keeps discounts in memory compares it with the one they know.
CREATE TABLE discount_epoch (
  id      TINYINT UNSIGNED NOT NULL PRIMARY KEY DEFAULT 1,
  version BIGINT UNSIGNED NOT NULL,
  CONSTRAINT discount_epoch_one_row CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
