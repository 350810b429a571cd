package naru.journey.conformance;

import java.util.List;
import naru.journey.Home;
import naru.testkit.drill.Script;
import naru.testkit.drill.Scripts;

/** Where the dialogue scripts are: with the stack that they are made for. */
final class ScriptFolder {
  private ScriptFolder() {}

  static List<Script> scripts() {
    return Scripts.in(Home.folder().resolve("below/stack/src/test/resources/naru/stack/drill"));
  }
}
