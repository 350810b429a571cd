/** Linux system calls through {@code java.lang.foreign}: TUN, namespaces, packet capture. */
@NullMarked
package naru.linux;

import org.jspecify.annotations.NullMarked;
