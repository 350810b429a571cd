package naru.journey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import naru.journey.Home;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Maven's modules depend on each other as the table says, so that nothing else can be imported. */
final class PomTest {
  private final List<String> folders = texts(pom(Path.of("pom.xml")), "module");

  @Test
  void everyModuleIsInTheTable() {
    Set<String> names = new TreeSet<>();
    folders.forEach(f -> names.add(name(f)));
    names.removeAll(Modules.PROOF);
    assertThat(names).hasSizeGreaterThanOrEqualTo(14);
    assertThat(Modules.table().keySet()).containsAll(names);
  }

  @Test
  void aModuleStandsWhereItsArtifactSays() {
    for (String folder : folders) {
      Element pom = pom(Path.of(folder, "pom.xml"));
      assertThat(texts(pom, "artifactId").get(1)).as(folder).isEqualTo(name(folder));
    }
  }

  @Test
  void aModuleUsesOnlyWhatTheTableAllows() {
    Map<String, Set<String>> table = Modules.table();
    for (String folder : folders) {
      if (!Modules.PROOF.contains(name(folder))) {
        Set<String> used = used(folder, false);
        assertThat(table.get(name(folder))).as(folder).containsAll(used);
      }
    }
  }

  /** A real CA is better in a test than a pretended one; another stop is never needed. */
  @Test
  void testsUseTheTestkitAndWhatIsBesideThePath() {
    for (String folder : folders) {
      if (!Modules.PROOF.contains(name(folder))) {
        Set<String> extra = used(folder, true);
        extra.removeAll(used(folder, false));
        assertThat(extra).as(folder).isSubsetOf("testkit", "ca", "store");
      }
    }
  }

  @Test
  void theModulesAreListedInAnOrderThatBuildsThem() {
    Set<String> before = new HashSet<>();
    for (String folder : folders) {
      assertThat(before).as(folder).containsAll(used(folder, false));
      before.add(name(folder));
    }
  }

  private static String name(String folder) {
    return folder.substring(folder.indexOf('/') + 1);
  }

  /** The modules of ours that a module depends on; those of its tests only, if asked. */
  private static Set<String> used(String folder, boolean tests) {
    Set<String> used = new TreeSet<>();
    for (Element dependency : elements(pom(Path.of(folder, "pom.xml")), "dependency")) {
      boolean ours = texts(dependency, "groupId").equals(List.of("naru"));
      boolean forTests = texts(dependency, "scope").contains("test");
      if (ours && (tests || !forTests)) {
        used.add(texts(dependency, "artifactId").getFirst());
      }
    }
    return used;
  }

  private static Element pom(Path file) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(Home.folder().resolve(file).toFile())
          .getDocumentElement();
    } catch (Exception e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }

  private static List<String> texts(Element in, String name) {
    return elements(in, name).stream().map(Node::getTextContent).toList();
  }

  private static List<Element> elements(Element in, String name) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = in.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }
}
