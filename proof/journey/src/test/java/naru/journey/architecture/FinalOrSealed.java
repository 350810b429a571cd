package naru.journey.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A class that nobody, or only somebody named, extends. */
final class FinalOrSealed extends ArchCondition<JavaClass> {
  FinalOrSealed() {
    super("be final, or sealed, or have private constructors only");
  }

  @Override
  public void check(JavaClass c, ConditionEvents events) {
    boolean closed =
        c.getModifiers().contains(JavaModifier.FINAL)
            || c.reflect().isSealed()
            || c.isAnonymousClass()
            || c.getConstructors().stream()
                .allMatch(k -> k.getModifiers().contains(JavaModifier.PRIVATE));
    events.add(new SimpleConditionEvent(c, closed, c.getName() + " can be extended"));
  }
}
