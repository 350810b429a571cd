/** Files and the built-in site as answers. */
@NullMarked
package naru.origin.files;

import org.jspecify.annotations.NullMarked;
