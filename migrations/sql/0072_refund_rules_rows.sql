INSERT INTO refund_rules (travel, unit, at_least, fee) VALUES
  ('domestic', 'hours', 0, 15000),
  ('domestic', 'hours', 24, 5000),
  ('domestic', 'days', 91, 0),
  ('international', 'days', 0, 150000),
  ('international', 'days', 4, 100000),
  ('international', 'days', 16, 50000),
  ('international', 'days', 61, 30000),
  ('international', 'days', 91, 0);
