package naru.bench.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.bench.machine.Trouble;

/** Finds numbers in what a program printed. */
record Output(String program, String text) {
  /** The first group of the first match. */
  String needed(Pattern pattern) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw Trouble.because(program + " did not print " + pattern + ":\n" + text.indent(2));
    }
    return found.group(1);
  }

  /** The sum of all groups of the first match; 0 if there is none. */
  long sum(Pattern pattern) {
    Matcher found = pattern.matcher(text);
    long sum = 0;
    if (found.find()) {
      for (int i = 1; i <= found.groupCount(); i++) {
        sum += Long.parseLong(found.group(i));
      }
    }
    return sum;
  }
}
