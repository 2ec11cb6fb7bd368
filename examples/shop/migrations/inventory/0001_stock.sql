CREATE TABLE stock (
    sku      text PRIMARY KEY,
    on_hand  int NOT NULL CHECK (on_hand >= 0),
    reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0 AND reserved <= on_hand)
);

CREATE TABLE reservations (
    id         uuid NOT NULL,
    sku        text NOT NULL REFERENCES stock (sku),
    quantity   int NOT NULL CHECK (quantity > 0),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (id, sku)
);

CREATE INDEX reservations_expiry ON reservations (expires_at);
