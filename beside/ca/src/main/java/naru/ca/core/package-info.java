/** Names, requests, certificates and their text form: no files, no clock, no randomness. */
@NullMarked
package naru.ca.core;

import org.jspecify.annotations.NullMarked;
