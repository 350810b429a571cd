/** The virtual world that stacks are tested in: links, time and chance, all repeatable. */
@NullMarked
package naru.stack.lab;

import org.jspecify.annotations.NullMarked;
