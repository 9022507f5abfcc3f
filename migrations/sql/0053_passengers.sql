CREATE TABLE passengers (
  order_id   BINARY(16) NOT NULL,
  position   TINYINT UNSIGNED NOT NULL COMMENT 'as they were given, from 0',
  kind       ENUM('adult', 'child', 'infant') NOT NULL,
  given_name VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  surname    VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  birth_date DATE NULL,
  PRIMARY KEY (order_id, position),
  CONSTRAINT passengers_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT passengers_birth_date CHECK (kind = 'adult' OR birth_date IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
