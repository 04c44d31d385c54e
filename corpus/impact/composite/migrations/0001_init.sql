CREATE TABLE tenants (id bigint PRIMARY KEY);
CREATE TABLE rooms (
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE bookings (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    room_id bigint,
    FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE SET NULL (room_id)
);
CREATE TABLE keys (
    id bigint PRIMARY KEY,
    tenant_id bigint NOT NULL,
    room_id bigint,
    FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE SET NULL
);
