@NullMarked
package naru.testkit.drill;

import org.jspecify.annotations.NullMarked;
