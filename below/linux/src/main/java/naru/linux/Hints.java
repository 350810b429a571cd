package naru.linux;

import static naru.linux.Errno.EACCES;
import static naru.linux.Errno.EADDRNOTAVAIL;
import static naru.linux.Errno.EBADFD;
import static naru.linux.Errno.EBUSY;
import static naru.linux.Errno.EHOSTUNREACH;
import static naru.linux.Errno.EINVAL;
import static naru.linux.Errno.EIO;
import static naru.linux.Errno.ENETDOWN;
import static naru.linux.Errno.ENETUNREACH;
import static naru.linux.Errno.ENODEV;
import static naru.linux.Errno.ENOENT;
import static naru.linux.Errno.EPERM;

import java.util.List;
import java.util.Set;

/** What to do about the failures that people meet: the one table of it. */
final class Hints {
  private record Row(String callPrefix, Set<Integer> errnos, String text) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "open /dev/net/tun",
              Set.of(EACCES, EPERM),
              "Run as root, or let this user open it (chmod 0666 /dev/net/tun), or hand a descriptor"
                  + " in."),
          new Row(
              "open /dev/net/tun",
              Set.of(ENOENT, ENODEV),
              "The tun module is missing: modprobe tun; for a container: --device /dev/net/tun."),
          new Row(
              "ioctl TUNSETIFF",
              Set.of(EPERM),
              "Making an interface needs CAP_NET_ADMIN in its network namespace; or have root make"
                  + " one for this user: ip tuntap add NAME mode tun user USER vnet_hdr."),
          new Row("ioctl TUNSETIFF", Set.of(EBUSY), "Another program has this interface open."),
          new Row(
              "ioctl TUNSETIFF",
              Set.of(EINVAL),
              "The interface exists in another form: it must be mode tun with vnet_hdr, and with"
                  + " multi_queue exactly if several queues are asked for."),
          new Row("read", Set.of(EIO, EBADFD), "The interface was deleted."),
          new Row("write", Set.of(EBADFD), "The interface was deleted."),
          new Row(
              "setns",
              Set.of(EPERM),
              "Entering a network namespace needs CAP_SYS_ADMIN there and here."),
          new Row(
              "unshare",
              Set.of(EPERM),
              "Making a network namespace needs CAP_SYS_ADMIN: run as root, or start Naru within"
                  + " unshare --user --map-root-user --net."),
          new Row("open /run/netns/", Set.of(ENOENT), "ip netns list shows what is there."),
          new Row("open /proc/", Set.of(ENOENT), "There is no such process."),
          new Row("open /proc/", Set.of(EACCES), "The process belongs to another user."),
          new Row(
              "socket AF_PACKET",
              Set.of(EPERM),
              "Packet capture needs CAP_NET_RAW: run as root, or setcap cap_net_raw+ep on java."),
          new Row(
              "rtnetlink RTM_NEWADDR",
              Set.of(EACCES),
              "IPv6 is switched off on this interface: sysctl net.ipv6.conf.NAME.disable_ipv6=0."),
          new Row(
              "rtnetlink RTM_NEWROUTE",
              Set.of(ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL),
              "Set the interface up and give it an address first."),
          new Row("rtnetlink", Set.of(EPERM), "Changing interfaces needs CAP_NET_ADMIN."),
          new Row("ioctl SIOCS", Set.of(EPERM), "Changing interfaces needs CAP_NET_ADMIN."),
          new Row(
              "ioctl SIOC",
              Set.of(ENODEV),
              "There is no such interface in this network namespace."));

  private Hints() {}

  static String of(String call, Errno errno) {
    for (Row row : ROWS) {
      if (call.startsWith(row.callPrefix) && row.errnos.contains(errno.number())) {
        return row.text;
      }
    }
    return "";
  }
}
