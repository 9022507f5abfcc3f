CREATE TABLE discount_event_airlines (
  event_id     BIGINT UNSIGNED NOT NULL,
  airline_code CHAR(2) NOT NULL,
  PRIMARY KEY (event_id, airline_code),
  CONSTRAINT discount_event_airlines_event FOREIGN KEY (event_id) REFERENCES discount_events (id),
  CONSTRAINT discount_event_airlines_airline FOREIGN KEY (airline_code) REFERENCES airlines (code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'an event without rows means every airline';
