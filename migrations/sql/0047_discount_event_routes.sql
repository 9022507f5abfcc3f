CREATE TABLE discount_event_routes (
  event_id    BIGINT UNSIGNED NOT NULL,
  origin      CHAR(3) NOT NULL,
  destination CHAR(3) NOT NULL,
  PRIMARY KEY (event_id, origin, destination),
  CONSTRAINT discount_event_routes_event FOREIGN KEY (event_id) REFERENCES discount_events (id),
  CONSTRAINT discount_event_routes_origin FOREIGN KEY (origin) REFERENCES airports (code),
  CONSTRAINT discount_event_routes_destination FOREIGN KEY (destination) REFERENCES airports (code),
  CONSTRAINT discount_event_routes_places CHECK (origin <> destination)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'one way; an event without rows means every route';
