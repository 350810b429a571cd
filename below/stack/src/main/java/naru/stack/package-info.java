/** IP, TCP and UDP of one host in user space. {@link naru.stack.Stack} is the whole of it. */
@NullMarked
package naru.stack;

import org.jspecify.annotations.NullMarked;
