CREATE TABLE airplanes (
  id                 INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  registration       VARCHAR(16) NOT NULL,
  airline_code       CHAR(2) NOT NULL,
  aircraft_type_code CHAR(3) NOT NULL,
  layout_id          INT UNSIGNED NOT NULL,
  pooled             BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'stands for a fleet: may be in two places',
  UNIQUE KEY airplanes_registration (registration),
  CONSTRAINT airplanes_airline FOREIGN KEY (airline_code) REFERENCES airlines (code),
  CONSTRAINT airplanes_aircraft_type FOREIGN KEY (aircraft_type_code) REFERENCES aircraft_types (code),
  CONSTRAINT airplanes_layout FOREIGN KEY (layout_id) REFERENCES seat_layouts (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
