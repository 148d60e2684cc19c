package dev.carillon.simulator.faults;

/** A fault did not happen, or was not got over in time; the message is for people. */
final class FaultException extends Exception {
    FaultException(String message) {
        super(message);
    }
}
