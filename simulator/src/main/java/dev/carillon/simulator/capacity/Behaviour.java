package dev.carillon.simulator.capacity;

/**
 * What users do.
 *
 * @param users all who have an inbox
 * @param online share of them who are connected at the peak, with all their devices
 * @param messagesPerDay that a user sends, of all users, on the mean
 * @param peakFactor the peak's rate by the day's mean rate, from 1
 * @param payloadBytes of a message, mean
 * @param devices of a user, mean, from 1
 * @param connectsPerDay of a device, mean
 * @param waiting share of messages whose recipients are away for long
 * @param retentionDays for how long those wait, at most; until a device has fetched them
 */
public record Behaviour(
        double users,
        double online,
        double messagesPerDay,
        double peakFactor,
        double payloadBytes,
        double devices,
        double connectsPerDay,
        double waiting,
        double retentionDays) {
    private static final double SECONDS_PER_DAY = 86_400;

    public Behaviour {
        require(users >= 1, "--users is at least 1");
        require(peakFactor >= 1, "--peak-factor is at least 1: the peak is no lower than the mean");
        require(devices >= 1, "--devices is at least 1: who has none reads nothing");
    }

    private static void require(boolean right, String sentence) {
        if (!right) {
            throw new PlanException(sentence);
        }
    }

    /** Per second, at the peak, of all users together. */
    double messagesPerSecond() {
        return users * messagesPerDay * peakFactor / SECONDS_PER_DAY;
    }

    /** Connections at the peak. */
    double sessions() {
        return users * online * devices;
    }

    /** Per second, at the peak. */
    double connectsPerSecond() {
        return users * devices * connectsPerDay * peakFactor / SECONDS_PER_DAY;
    }

    /** Copies of a message that go to devices: to all of the recipient's, and to the sender's others. */
    double deliveriesPerMessage() {
        return devices + ownCopies();
    }

    /** Entries in the sender's own inbox for a message: for the other devices, if there are any. */
    double ownCopies() {
        return devices - 1;
    }

    /** Messages on disk that wait, as if everyone who is away stayed away for the whole retention. */
    double waitingMessages() {
        return users * messagesPerDay * waiting * retentionDays * (1 + Math.min(1, ownCopies()));
    }

    /** The same with another number of users. */
    Behaviour withUsers(double number) {
        return new Behaviour(
                number,
                online,
                messagesPerDay,
                peakFactor,
                payloadBytes,
                devices,
                connectsPerDay,
                waiting,
                retentionDays);
    }
}
