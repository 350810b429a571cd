package naru.origin.core;

/** A response field. */
public record FieldLine(String name, String value) {}
