package naru.origin.api;

import java.util.List;
import naru.store.Migration;

/** The table of products and what a new shop has on its shelves. Released steps never change. */
final class ProductTable {
  private static final String TABLE =
      """
      CREATE TABLE origin_product (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL,
        name_en TEXT NOT NULL,
        name_ko TEXT NOT NULL,
        description TEXT NOT NULL,
        category TEXT NOT NULL,
        price INTEGER NOT NULL,
        stock INTEGER NOT NULL,
        created INTEGER NOT NULL,
        updated INTEGER NOT NULL) STRICT;
      CREATE INDEX origin_product_price ON origin_product (price, seq);
      CREATE INDEX origin_product_name ON origin_product (name_en, seq);
      """;

  /** Their time is the first day of 2026 in UTC. */
  private static final String FIRST_TWELVE =
      """
      INSERT INTO origin_product (id, version, name_en, name_ko, description, category, price,
        stock, created, updated)
      SELECT column1, 1, column2, column3, column4, column5, column6, column7,
        1767225600000, 1767225600000
      FROM (VALUES
        ('ferry-ticket', 'Ferry ticket', '나룻배 승선권', 'One crossing, either way.',
          'travel', 3000, 500),
        ('river-map', 'Map of the river', '강 지도', 'Landings, fords and currents, on linen.',
          'travel', 12000, 80),
        ('oar', 'Oar of ash wood', '물푸레나무 노', 'Two metres and a half, oiled.',
          'boats', 68000, 14),
        ('hemp-rope', 'Hemp rope, 10 m', '삼밧줄 10 m', 'Three strands, for mooring.',
          'boats', 18000, 60),
        ('brass-lantern', 'Brass lantern', '황동 등불', 'Burns eight hours; seen from afar.',
          'boats', 54000, 22),
        ('straw-hat', 'Straw hat', '밀짚모자', 'Wide brim, for noon on the water.',
          'clothing', 15000, 45),
        ('rain-cape', 'Rain cape', '도롱이', 'Woven rush, as ferrymen wore it.',
          'clothing', 39000, 9),
        ('barley-tea', 'Barley tea, 200 g', '보리차 200 g', 'Roasted, loose.',
          'kitchen', 6000, 120),
        ('teapot', 'Celadon teapot', '청자 주전자', 'Thrown by hand, holds 600 ml.',
          'kitchen', 88000, 7),
        ('tea-bowl', 'Tea bowl', '찻사발', 'Buncheong ware; no two are alike.',
          'kitchen', 27000, 31),
        ('ink-stone', 'Ink stone', '벼루', 'For logbooks and letters.',
          'writing', 43000, 11),
        ('logbook', 'Logbook', '항해 일지', 'Mulberry paper, 120 pages, sewn.',
          'writing', 9500, 64));
      """;

  static final List<Migration> STEPS =
      List.of(new Migration("origin", 1, TABLE), new Migration("origin", 2, FIRST_TWELVE));

  private ProductTable() {}
}
