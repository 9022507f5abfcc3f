CREATE TABLE seat_layout_cabins (
  layout_id       INT UNSIGNED NOT NULL,
  cabin           ENUM('economy', 'premium', 'business', 'first') NOT NULL,
  first_row       SMALLINT UNSIGNED NOT NULL,
  last_row        SMALLINT UNSIGNED NOT NULL,
  pattern         VARCHAR(16) NOT NULL COMMENT 'seat letters from left to right, a space for each aisle',
  last_row_length SMALLINT UNSIGNED NOT NULL COMMENT 'seats in the last row, filled from the left',
  exit_rows       VARCHAR(40) NOT NULL COMMENT 'row numbers, separated by commas',
  PRIMARY KEY (layout_id, cabin),
  CONSTRAINT seat_layout_cabins_layout FOREIGN KEY (layout_id) REFERENCES seat_layouts (id),
  CONSTRAINT seat_layout_cabins_rows CHECK (first_row >= 1 AND last_row >= first_row),
  CONSTRAINT seat_layout_cabins_last_row CHECK (
    last_row_length BETWEEN 1 AND CHAR_LENGTH(REPLACE(pattern, ' ', ''))
  )
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
