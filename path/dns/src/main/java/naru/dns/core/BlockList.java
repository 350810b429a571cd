package naru.dns.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.DomainPattern;
import naru.base.Place;
import naru.wire.dns.Name;

/**
 * Names that are answered as if they did not exist. A plain name blocks everything below it too:
 * who blocks {@code ads.example} means its hosts. {@code *.ads.example} leaves the name itself.
 *
 * <p>A look-up costs one hash probe per label, however long the list is.
 */
public final class BlockList {
  /**
   * One line of the list.
   *
   * @param pattern a name, {@code *.name} or {@code *}
   * @param place where it stands
   */
  public record Block(DomainPattern pattern, Place place) {}

  private final Map<Name, Block> withBelow = new HashMap<>();
  private final Map<Name, Block> below = new HashMap<>();

  private BlockList() {}

  /** A list; where two lines cover a name, the longer one is named, and of equals the first. */
  public static BlockList of(List<Block> blocks) {
    BlockList list = new BlockList();
    for (Block block : blocks) {
      String text = block.pattern().toString();
      if (text.equals("*")) {
        list.withBelow.putIfAbsent(Name.ROOT, block);
      } else if (block.pattern().isExact()) {
        list.withBelow.putIfAbsent(Name.parse(text), block);
      } else {
        list.below.putIfAbsent(Name.parse(text.substring(2)), block);
      }
    }
    return list;
  }

  /** The line that blocks a name. */
  public Optional<Block> find(Name name) {
    if (withBelow.isEmpty() && below.isEmpty()) {
      return Optional.empty();
    }
    Block same = withBelow.get(name);
    Name up = name;
    while (same == null && !up.isRoot()) {
      up = up.parent();
      same = below.get(up);
      if (same == null) {
        same = withBelow.get(up);
      }
    }
    return Optional.ofNullable(same);
  }
}
