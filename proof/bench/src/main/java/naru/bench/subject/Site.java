package naru.bench.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.bench.machine.Guest;
import naru.bench.machine.Ports;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;

/**
 * The place of one server: a folder for its files, the ports it listens on, and what is behind it.
 *
 * @param top folder of what all servers share
 * @param folder its own
 * @param plain port for HTTP, or for DNS over UDP and TCP
 * @param tls port for HTTPS
 * @param origin port of the server behind; 0 for none
 * @param guests whose traffic it relays; one or none
 */
public record Site(Path top, Path folder, int plain, int tls, int origin, List<Guest> guests) {
  public Site {
    guests = List.copyOf(guests);
  }

  /** Makes a folder of this name below the yard's, and takes free ports. */
  public static Site in(Yard yard, String name, Ports ports, int origin) {
    try {
      Path folder = Files.createDirectory(yard.folder().resolve(name));
      return new Site(yard.folder(), folder, ports.next(), ports.next(), origin, List.of());
    } catch (IOException e) {
      throw Trouble.because("cannot make a folder for " + name + ": " + e.getMessage());
    }
  }

  /** No server: only the place of what all share. */
  public static Site shared(Yard yard) {
    return new Site(yard.folder(), yard.folder(), 0, 0, 0, List.of());
  }

  /** The same with a guest. */
  public Site with(Guest guest) {
    return new Site(top, folder, plain, tls, origin, List.of(guest));
  }

  /** Whose traffic is relayed. */
  public Guest guest() {
    return guests.getFirst();
  }

  /** Fills a template into a file of the same name in the folder. */
  public Path write(String template) {
    String text = Template.named(template).fill(values());
    try {
      return Files.writeString(folder.resolve(Path.of(template).getFileName()), text);
    } catch (IOException e) {
      throw Trouble.because("cannot write a file from " + template + ": " + e.getMessage());
    }
  }

  private Map<String, String> values() {
    boolean root = System.getProperty("user.name", "").equals("root");
    return Map.of(
        "top", top.toString(),
        "folder", folder.toString(),
        "plain", Integer.toString(plain),
        "tls", Integer.toString(tls),
        "origin", Integer.toString(origin),
        // nginx gives up root's rights, and with them the way into the folder, unless told so.
        "user", root ? "user root;" : "");
  }
}
