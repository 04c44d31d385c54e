import { date, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const properties = pgTable("properties", {
  id: uuid("id").primaryKey().defaultRandom(),
  address: text("address").notNull(),
  archivedAt: timestamp("archived_at"),
});

export const units = pgTable("units", {
  id: uuid("id").primaryKey().defaultRandom(),
  propertyId: uuid("property_id")
    .notNull()
    .references(() => properties.id, { onDelete: "restrict" }), // expect: action-mismatch
  label: text("label").notNull(),
  archivedAt: timestamp("archived_at"),
});

// Photos and amenities are parts of what they belong to.
export const propertyPhotos = pgTable("property_photos", {
  id: uuid("id").primaryKey().defaultRandom(),
  propertyId: uuid("property_id")
    .notNull()
    .references(() => properties.id, { onDelete: "cascade" }),
  url: text("url").notNull(),
});

export const unitAmenities = pgTable("unit_amenities", {
  id: uuid("id").primaryKey().defaultRandom(),
  unitId: uuid("unit_id")
    .notNull()
    .references(() => units.id, { onDelete: "cascade" }),
  name: text("name").notNull(),
});

// Everything below has legal weight: a unit or property that has some is archived, never deleted.
export const leases = pgTable("leases", {
  id: uuid("id").primaryKey().defaultRandom(),
  unitId: uuid("unit_id")
    .notNull()
    .references(() => units.id, { onDelete: "restrict" }), // expect: action-mismatch
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on"),
  monthlyRent: integer("monthly_rent").notNull(),
});

export const inspections = pgTable("inspections", {
  id: uuid("id").primaryKey().defaultRandom(),
  unitId: uuid("unit_id")
    .notNull()
    .references(() => units.id, { onDelete: "restrict" }), // expect: action-mismatch
  carriedOutAt: timestamp("carried_out_at").notNull(),
  report: text("report"),
});

export const maintenanceRequests = pgTable(
  "maintenance_requests",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    propertyId: uuid("property_id")
      .notNull()
      .references(() => properties.id, { onDelete: "restrict" }), // expect: action-mismatch
    unitId: uuid("unit_id").references(() => units.id, { onDelete: "restrict" }), // expect: action-mismatch
    description: text("description").notNull(),
  },
  (table) => [index("maintenance_requests_property_idx").on(table.propertyId)],
);

export const insurancePolicies = pgTable("insurance_policies", {
  id: uuid("id").primaryKey().defaultRandom(),
  propertyId: uuid("property_id")
    .notNull()
    .references(() => properties.id, { onDelete: "restrict" }), // expect: action-mismatch
  insurer: text("insurer").notNull(),
  validUntil: date("valid_until").notNull(),
});
