package naru.origin.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Media types by file name extension; texts are UTF-8. */
final class MediaTypes {
  /** For a name that says nothing. */
  static final String UNKNOWN = "application/octet-stream";

  private static final String TABLE =
      """
      text/html; charset=utf-8        html htm
      text/css; charset=utf-8         css
      text/javascript; charset=utf-8  js mjs
      text/plain; charset=utf-8       txt text log conf ini
      text/markdown; charset=utf-8    md
      text/csv; charset=utf-8         csv
      text/calendar; charset=utf-8    ics
      text/vtt; charset=utf-8         vtt
      application/json                json map
      application/ld+json             jsonld
      application/manifest+json       webmanifest
      application/xml                 xml xsd xsl
      application/atom+xml            atom
      application/rss+xml             rss
      application/yaml                yaml yml
      application/toml                toml
      application/wasm                wasm
      application/pdf                 pdf
      application/rtf                 rtf
      application/epub+zip            epub
      application/zip                 zip
      application/gzip                gz tgz
      application/zstd                zst
      application/x-tar               tar
      application/x-7z-compressed     7z
      application/vnd.tcpdump.pcap    pcap pcapng
      application/pem-certificate-chain pem
      application/pkix-cert           crt cer
      image/svg+xml                   svg
      image/png                       png
      image/jpeg                      jpg jpeg
      image/gif                       gif
      image/webp                      webp
      image/avif                      avif
      image/bmp                       bmp
      image/tiff                      tif tiff
      image/vnd.microsoft.icon        ico
      font/woff2                      woff2
      font/woff                       woff
      font/ttf                        ttf
      font/otf                        otf
      audio/mpeg                      mp3
      audio/ogg                       ogg oga opus
      audio/wav                       wav
      audio/flac                      flac
      audio/mp4                       m4a
      video/mp4                       mp4 m4v
      video/webm                      webm
      video/ogg                       ogv
      video/quicktime                 mov
      """;

  private static final Map<String, String> BY_EXTENSION = read();

  private MediaTypes() {}

  /** The type of a file of this name. */
  static String of(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, UNKNOWN);
  }

  private static Map<String, String> read() {
    Map<String, String> byExtension = new HashMap<>();
    for (String line : TABLE.split("\n", -1)) {
      String[] words = line.strip().split(" ", -1);
      boolean charset = line.contains("; ");
      String type = charset ? words[0] + " " + words[1] : words[0];
      for (int i = charset ? 2 : 1; i < words.length; i++) {
        byExtension.put(words[i], type);
      }
    }
    return byExtension;
  }
}
