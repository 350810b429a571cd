package naru.app.config;

import java.nio.file.Path;
import java.util.List;
import naru.base.Place;
import naru.origin.files.CacheRule;
import naru.origin.files.Pages;
import naru.origin.files.Precompressed;

/**
 * A folder of files that a route answers from.
 *
 * @param folder a link to one is followed anew at each look
 * @param pages which files stand for paths that are none
 * @param precompressed which files beside a file stand for it
 * @param caching the first rule that covers a file says its Cache-Control
 * @param linksOutside whether links in it may lead out of it
 */
public record FolderSettings(
    Place place,
    Path folder,
    Pages pages,
    Precompressed precompressed,
    List<CacheRule> caching,
    boolean linksOutside) {
  public FolderSettings {
    caching = List.copyOf(caching);
  }
}
