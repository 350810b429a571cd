/**
 * What carries frames: the face of a link, and links inside one process with an impairable road
 * between.
 */
@NullMarked
package naru.stack.link;

import org.jspecify.annotations.NullMarked;
