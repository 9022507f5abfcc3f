-- The threshold is the KRW paid in 12 months from which a member has the grade. Made with its rows, so
-- that there is never a grade of which nothing is known.
CREATE TABLE grade_discounts (
  grade        ENUM('basic', 'premium', 'vip') NOT NULL PRIMARY KEY,
  rate_percent TINYINT UNSIGNED NOT NULL,
  threshold    BIGINT NOT NULL,
  CONSTRAINT grade_discounts_rate CHECK (rate_percent BETWEEN 0 AND 90),
  CONSTRAINT grade_discounts_threshold CHECK (threshold >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
SELECT 'basic' AS grade, 0 AS rate_percent, 0 AS threshold
UNION ALL SELECT 'premium', 3, 1000000
UNION ALL SELECT 'vip', 5, 3000000;
