package naru.wire.ip;

/** Why a packet is not taken. {@link IpView#read} sets it. */
public enum IpProblem {
  NONE("none"),
  SHORT("shorter than its header"),
  VERSION("neither version 4 nor 6"),
  HEADER_LENGTH("the header length is less than 20"),
  TOTAL_LENGTH("the total length does not fit the packet"),
  HEADER_CHECKSUM("the header checksum is wrong"),
  MAPPED_ADDRESS("an IPv4-mapped address stands in an IPv6 header"),
  FRAGMENT_LENGTH("a fragment with more behind it is empty or no multiple of 8 bytes"),
  FRAGMENT_OFFSET("a fragment ends behind 65535 bytes"),
  EXTENSION_CUT("an extension header or option is cut off"),
  EXTENSION_PLACE("a hop-by-hop header is not the first"),
  ROUTING("a routing header of unknown type has segments left"),
  OPTION("an unknown option asks for the packet to be discarded"),
  HEADER_CHAIN("a first fragment does not hold the whole header chain");

  private final String text;

  IpProblem(String text) {
    this.text = text;
  }

  /** A phrase for people. */
  public String text() {
    return text;
  }
}
