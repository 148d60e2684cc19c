package dev.carillon.simulator.capacity.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * How many events a message is for those that gather them, and how long their rounds take, from how many rounds there
 * were under several loads: the light ones tell of the events, the heavy ones of the time. Relative errors are made
 * small. Pure; any thread.
 *
 * @param events for each of the columns, from 0
 * @param gathering with the time of a round, and its power
 * @param worst the largest relative error of an observation; 0.1 is 10 %
 */
public record GatheringFit(List<Double> events, Gathering gathering, double worst) {
    private static final double SECONDS_MIN = 1e-7;
    private static final double SECONDS_MAX = 1;
    private static final int EVALUATIONS_MAX = 4_000;
    private static final double STEP = 0.5;
    private static final double POWER_START = -1;

    /** Nearer to 1 a round takes for ever. */
    private static final double POWER_MAX = 0.9;

    private static final double CLOSE = 1e-10;

    /** A coefficient cannot begin at nothing, of which there is no logarithm. */
    private static final double FLOOR = 1e-3;

    /**
     * @param per how much there was of what makes events, per second, in a column each
     * @param gatherers that shared it evenly: loops, partitions
     * @param rounds of all of them, per second, above 0
     */
    public record Observation(List<Double> per, double gatherers, double rounds) {
        public Observation {
            per = List.copyOf(per);
            if (!(gatherers > 0) || !(rounds > 0)) {
                throw new IllegalArgumentException(rounds + " rounds of " + gatherers);
            }
        }
    }

    public GatheringFit {
        events = List.copyOf(events);
    }

    /** @param seen all with as many columns */
    public static GatheringFit of(List<Observation> seen) {
        double[][] rows = seen.stream().map(GatheringFit::row).toArray(double[][]::new);
        double[] rounds = seen.stream().mapToDouble(Observation::rounds).toArray();
        NonNegativeFit alone = NonNegativeFit.of(rows, rounds);
        Lowest lowest = new Lowest(seen);
        // Where it begins decides which valley it ends in; a simplex that has shrunk goes on from where it is.
        for (double seconds = SECONDS_MIN; seconds <= SECONDS_MAX; seconds *= 10) {
            downhill(lowest, start(alone, seconds));
        }
        downhill(lowest, lowest.place);
        return of(seen, lowest.place);
    }

    /** How far off it is at a place, and where it was least. */
    private static final class Lowest implements MultivariateFunction {
        private final List<Observation> seen;
        private double least = Double.POSITIVE_INFINITY;
        private double[] place = {};

        Lowest(List<Observation> seen) {
            this.seen = seen;
        }

        @Override
        public double value(double[] logs) {
            double sum = 0;
            for (Observation each : seen) {
                double error = error(each, logs);
                sum += error * error;
            }
            if (sum < least) {
                least = sum;
                place = logs.clone();
            }
            return sum;
        }
    }

    private static double[] row(Observation seen) {
        return seen.per().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] start(NonNegativeFit alone, double seconds) {
        List<Double> logs = new ArrayList<>();
        alone.coefficients().forEach(each -> logs.add(Math.log(Math.max(FLOOR, each))));
        logs.add(Math.log(seconds));
        logs.add(POWER_START);
        return logs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void downhill(Lowest lowest, double[] start) {
        try {
            new SimplexOptimizer(CLOSE, CLOSE)
                    .optimize(
                            new MaxEval(EVALUATIONS_MAX),
                            new ObjectiveFunction(lowest),
                            GoalType.MINIMIZE,
                            new InitialGuess(start),
                            new NelderMeadSimplex(start.length, STEP));
        } catch (TooManyEvaluationsException e) {
            // It crept. What it found is known all the same.
        }
    }

    /** The last two: the logarithm of the time, and a power that any number stands for. */
    private static Gathering gathering(double[] logs) {
        double power = POWER_MAX / (1 + Math.exp(-logs[logs.length - 1]));
        return new Gathering(Math.exp(logs[logs.length - 2]), power);
    }

    private static double error(Observation seen, double[] logs) {
        int columns = seen.per().size();
        double events = 0;
        for (int i = 0; i < columns; i++) {
            events += seen.per().get(i) * Math.exp(logs[i]);
        }
        double each = gathering(logs).perSecond(events / seen.gatherers());
        return each * seen.gatherers() / seen.rounds() - 1;
    }

    private static GatheringFit of(List<Observation> seen, double[] logs) {
        int columns = logs.length - 2;
        double worst = seen.stream()
                .mapToDouble(each -> Math.abs(error(each, logs)))
                .max()
                .orElseThrow();
        return new GatheringFit(
                Arrays.stream(logs, 0, columns).map(Math::exp).boxed().toList(), gathering(logs), worst);
    }
}
