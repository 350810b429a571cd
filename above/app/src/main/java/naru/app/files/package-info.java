/** Keys and certificates out of the user's files. */
@NullMarked
package naru.app.files;

import org.jspecify.annotations.NullMarked;
