-- What is kept of a ticket that its customer gives back. Of the rows that hold, the lowest fee counts.
CREATE TABLE refund_rules (
  travel   ENUM('domestic', 'international') NOT NULL,
  unit     ENUM('hours', 'days') NOT NULL COMMENT 'hours to departure, or days by the calendar at the origin',
  at_least SMALLINT UNSIGNED NOT NULL COMMENT 'so much time is left',
  fee      BIGINT NOT NULL COMMENT 'KRW a ticket; never more than its fare',
  PRIMARY KEY (travel, unit, at_least),
  CONSTRAINT refund_rules_fee CHECK (fee >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
