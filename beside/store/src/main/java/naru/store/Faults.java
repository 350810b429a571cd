package naru.store;

import java.nio.file.Path;
import java.sql.SQLException;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a database error means for a person: which file, what is wrong, what to do. */
record Faults(Path file) {

  Failure of(SQLException thrown) {
    int primary = thrown instanceof SQLiteException e ? e.getResultCode().code & 0xff : -1;
    return of(primary, String.valueOf(thrown.getMessage())).causedBy(thrown);
  }

  private Failure of(int primary, String message) {
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return failure(Code.STORE_LOCKED, "is locked by another program; stop that one first");
    }
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return failure(
          Code.STORE_CORRUPT,
          "is damaged (" + message + "); restore it from a backup, or move it away to start anew");
    }
    if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || primary == SQLiteErrorCode.SQLITE_PERM.code
        || primary == SQLiteErrorCode.SQLITE_READONLY.code) {
      return unreadable("cannot be opened for reading and writing: " + message);
    }
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return failure(Code.STORE_FULL, "is full, or its disk is");
    }
    if (primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
      return failure(Code.STORE_CONSTRAINT, "refuses the change: " + message);
    }
    return failure(Code.INTERNAL, "failed: " + message);
  }

  Failure unreadable(String what) {
    return failure(Code.STORE_UNREADABLE, what);
  }

  Failure failure(Code code, String what) {
    return Failure.of(code, Side.US, file + " " + what);
  }
}
