INSERT INTO countries (code, name_en, name_ko) VALUES
  ('FR', 'France', '프랑스'),
  ('IN', 'India', '인도'),
  ('JP', 'Japan', '일본'),
  ('KR', 'South Korea', '대한민국'),
  ('TH', 'Thailand', '태국'),
  ('US', 'United States', '미국');
INSERT INTO cities (code, country_code, name_en, name_ko) VALUES
  ('BKK', 'TH', 'Bangkok', '방콕'),
  ('CJU', 'KR', 'Jeju', '제주'),
  ('DEL', 'IN', 'Delhi', '델리'),
  ('HNL', 'US', 'Honolulu', '호놀룰루'),
  ('OSA', 'JP', 'Osaka', '오사카'),
  ('PAR', 'FR', 'Paris', '파리'),
  ('SEL', 'KR', 'Seoul', '서울'),
  ('TYO', 'JP', 'Tokyo', '도쿄');
INSERT INTO airports (
  code, city_code, country_code, name_en, name_ko, latitude, longitude, timezone, size, city_rank, routes
) VALUES
  ('BKK', 'BKK', 'TH', 'Suvarnabhumi Airport', '수완나품 국제공항', 13.6811, 100.7470, 'Asia/Bangkok', 'large', 0, 600),
  ('CDG', 'PAR', 'FR', 'Charles de Gaulle International Airport', NULL, 49.0128, 2.5500, 'Europe/Paris', 'large', 0, 500),
  ('CJU', 'CJU', 'KR', 'Jeju International Airport', '제주국제공항', 33.5113, 126.4930, 'Asia/Seoul', 'large', 0, 90),
  ('DEL', 'DEL', 'IN', 'Indira Gandhi International Airport', '인디라 간디 국제공항', 28.5665, 77.1031, 'Asia/Kolkata', 'large', 0, 180),
  ('DMK', 'BKK', 'TH', 'Don Mueang International Airport', '돈므앙 국제공항', 13.9126, 100.6070, 'Asia/Bangkok', 'large', 1, 200),
  ('GMP', 'SEL', 'KR', 'Gimpo International Airport', '김포국제공항', 37.5583, 126.7910, 'Asia/Seoul', 'large', 1, 60),
  ('HND', 'TYO', 'JP', 'Tokyo Haneda International Airport', '도쿄 국제공항', 35.5523, 139.7800, 'Asia/Tokyo', 'large', 0, 300),
  ('HNL', 'HNL', 'US', 'Daniel K. Inouye International Airport', '호놀룰루 국제공항', 21.3206, -157.9240, 'Pacific/Honolulu', 'large', 0, 60),
  ('ICN', 'SEL', 'KR', 'Incheon International Airport', '인천국제공항', 37.4691, 126.4510, 'Asia/Seoul', 'large', 0, 500),
  ('KIX', 'OSA', 'JP', 'Kansai International Airport', '간사이 국제공항', 34.4273, 135.2440, 'Asia/Tokyo', 'large', 0, 250),
  ('NRT', 'TYO', 'JP', 'Narita International Airport', '나리타 국제공항', 35.7647, 140.3860, 'Asia/Tokyo', 'large', 1, 290);
INSERT INTO airlines (code, country_code, name_en, name_ko, low_cost, active) VALUES
  ('7C', 'KR', 'Jeju Air', '제주항공', TRUE, TRUE),
  ('AF', 'FR', 'Air France', NULL, FALSE, TRUE),
  ('JL', 'JP', 'Japan Airlines', '일본항공', FALSE, TRUE),
  ('KE', 'KR', 'Korean Air', '대한항공', FALSE, TRUE),
  ('OZ', 'KR', 'Asiana Airlines', '아시아나항공', FALSE, TRUE);
INSERT INTO aircraft_types (code, name, category, cruise_kmh, range_km) VALUES
  ('738', 'Boeing 737-800', 'narrow', 828, 5436),
  ('77W', 'Boeing 777-300ER', 'wide', 892, 13649);
INSERT INTO seat_layouts (id, name) VALUES (1, '738 of 186'), (2, '77W of 291'), (3, '738 of 189');
INSERT INTO seat_layout_cabins (
  layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
) VALUES
  (1, 'business', 1, 2, 'AC DF', 4, ''),
  (1, 'economy', 11, 40, 'ABC DEF', 4, '11,25'),
  (2, 'first', 1, 2, 'A DG K', 4, ''),
  (2, 'business', 7, 16, 'A DG K', 4, ''),
  (2, 'economy', 21, 45, 'ABC DEFG HJK', 3, '21,33'),
  (3, 'economy', 1, 32, 'ABC DEF', 3, '1,16');
INSERT INTO airplanes (id, registration, airline_code, aircraft_type_code, layout_id, pooled) VALUES
  (1, 'KE-738', 'KE', '738', 1, TRUE),
  (2, 'KE-77W', 'KE', '77W', 2, TRUE),
  (3, 'OZ-738', 'OZ', '738', 1, TRUE),
  (4, '7C-738', '7C', '738', 3, TRUE),
  (5, 'JL-738', 'JL', '738', 1, TRUE),
  (6, 'AF-77W', 'AF', '77W', 2, TRUE);
