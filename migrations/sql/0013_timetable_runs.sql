CREATE TABLE timetable_runs (
  id          TINYINT UNSIGNED NOT NULL PRIMARY KEY DEFAULT 1,
  seed        BIGINT UNSIGNED NOT NULL,
  start_date  DATE NOT NULL,
  days        SMALLINT UNSIGNED NOT NULL,
  per_day     INT UNSIGNED NOT NULL,
  rows_loaded BIGINT UNSIGNED NOT NULL DEFAULT 0,
  finished_at DATETIME(6) NULL,
  CONSTRAINT timetable_runs_one_row CHECK (id = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'the generated demo schedule and how far it is loaded';
