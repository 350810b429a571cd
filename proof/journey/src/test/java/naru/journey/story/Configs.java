package naru.journey.story;

/** Config files of the stories. */
final class Configs {
  /** Everything, on free ports, before two origins. */
  static final String WHOLE =
      """
      naru: 1
      state: "{state}"
      listen:
        dns:     [udp://127.0.0.1:{dns}, tcp://127.0.0.1:{dns}]
        proxy:   [http://127.0.0.1:{proxy}, https://127.0.0.1:{secure-proxy}]
        gateway: [http://127.0.0.1:{gateway}, https://127.0.0.1:{secure-gateway}]
        admin:   https://127.0.0.1:{admin}
        origin:  http://127.0.0.1:{own-origin}
      limits:
        timeouts: { head: 300ms, handshake: 1s }
      dns:
        zones:
          naru.test:
            shop: A 127.0.0.1
      ca:
        leaf: { names: ["*.naru.test", localhost] }
      proxy:
        connect-ports: [443, {secure-gateway}]
        rules:
          - { tunnel: "*.naru.test" }
      gateway:
        upstreams:
          shop:
            targets: [127.0.0.1:{one}, 127.0.0.1:{two}]
            balance: round-robin
        routes:
          - name: shop
            match: { host: [shop.naru.test, localhost] }
            to: shop
      """;

  private static final String OTHER =
      """
          - name: other-%d
            match: { host: other.test, path: /%d/** }
            to: shop
      """;

  private Configs() {}

  /** One more route, which nobody asks for: it stands behind the others. */
  static String other(int number) {
    return OTHER.formatted(number, number);
  }
}
